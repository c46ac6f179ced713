.PHONY: images
images: guest
