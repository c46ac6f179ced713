"""What the tests of the packages share: the packages as built."""
import pytest
from build import Build


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Both packages as one run of `dpkg-buildpackage -us -uc -b` makes them."""
    return Build(tmp_path_factory.mktemp("built"), "-b")
