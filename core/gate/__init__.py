"""What every file of a stranger passes before a library of its format sees it. Read in the bounded child; no Django."""
