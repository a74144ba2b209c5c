"""How a bid is sealed so that two of its openers together, and nobody else, can read it: formats without a site.

`padding` hides lengths, `headers` says what an envelope is and binds it, `payloads` frames answers and files,
`keysets` names who may open, `shares` splits a key for every pair of them, `envelopes` seals and opens, `opening_keys`
keeps a private key under a passphrase, `proofs` shows that somebody has it. All bytes are fixed: SB1 and EOK1 are read
and written by the site, by this program and, in part, by the script of a browser.
"""
