"""Rules of what a bid contains. Pure: texts as people typed them come in; readings, totals, gaps and answers go out."""
