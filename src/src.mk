.PHONY: utility
utility:
