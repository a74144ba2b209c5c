"""Every rule, a file per rule or small group, registered when this package is imported; a new file is enough."""

from importlib import import_module
from pkgutil import iter_modules

MODULES = tuple(import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
