"""How requests of functions are told from those of clients, which wait until the function is done."""

ACCESS_KEY = "ASIAEMULATEDFUNCTION"
