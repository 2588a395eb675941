"""Elastic Load Balancing: listeners that can be changed, targets whose health follows their tasks, where traffic goes."""
