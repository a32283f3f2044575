"""Events, their sessions, and the releases that publish them."""
