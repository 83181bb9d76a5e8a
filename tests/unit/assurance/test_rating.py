from casthouse.assurance.rating import ItemRating, Rating, by_criterion, worst


def rated(item: str, rating: Rating, site: str = "PIT") -> ItemRating:
    return ItemRating(item=item, criterion=item.rstrip("abc"), site=site, rating=rating)


def test_nothing_rates_nothing() -> None:
    assert worst([]) is None
    assert by_criterion([]) == {}


def test_the_order_from_good_to_bad() -> None:
    assert [each.severity for each in Rating] == [0, 1, 2, 3, 4]
    assert worst([Rating.CONFORMANCE, Rating.NOT_APPLICABLE]) is Rating.CONFORMANCE
    assert worst([Rating.UNABLE_TO_RATE, Rating.CONFORMANCE]) is Rating.UNABLE_TO_RATE
    assert worst([Rating.MINOR, Rating.MAJOR, Rating.CONFORMANCE]) is Rating.MAJOR
    assert worst([Rating.NOT_APPLICABLE]) is Rating.NOT_APPLICABLE


def test_a_criterion_is_as_good_as_its_worst_sub_item_at_its_worst_site() -> None:
    ratings = [
        rated("2.1a", Rating.CONFORMANCE),
        rated("2.1b", Rating.CONFORMANCE),
        rated("2.1b", Rating.MINOR, site="REFINERY"),
        rated("5.2", Rating.NOT_APPLICABLE),
    ]
    assert by_criterion(ratings) == {"2.1": Rating.MINOR, "5.2": Rating.NOT_APPLICABLE}


def test_what_has_to_be_corrected() -> None:
    assert [each for each in Rating if each.is_non_conformance] == [Rating.MINOR, Rating.MAJOR]
