"""The pages anybody may read: each is a function from what is published to HTML."""
