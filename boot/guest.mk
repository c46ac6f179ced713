.PHONY: guest
guest:
