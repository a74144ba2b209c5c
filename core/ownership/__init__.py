"""Who looks after an authority that an import made: nobody is its member, so nobody in it can decide that."""
