"""The operations that this package adds to moto or corrects, one module or package per AWS service."""
