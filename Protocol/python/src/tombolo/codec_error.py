"""What is refused of a compressed latent; apart, since the layouts raise it too."""


class CodecError(ValueError):
    """A compressed latent that is not legal for the tensor it is to fill."""
