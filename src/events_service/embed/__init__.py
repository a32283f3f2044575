"""The programme on partners' sites."""
