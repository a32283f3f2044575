"""Who works here: accounts and their logins, API tokens, what each may do, and what was done."""
