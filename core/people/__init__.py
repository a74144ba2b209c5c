"""People of an authority: invited, given roles, deactivated, let in again; and the first administrator of a site."""
