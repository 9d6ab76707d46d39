"""What the program talks about: values that check themselves, and know neither storage nor HTTP."""
