-- The module of this name that chisels written for sysdig use; it is sonde.json.
return require "sonde.json"
