package dev.alpnmux.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.flow.Occupancy.Place;
import org.junit.jupiter.api.Test;

class OccupancyTest {
  private final Occupancy<String> places = new Occupancy<>();

  @Test
  void eachKeyHasItsOwnPlaces() {
    Place first = places.take("a", 1).orElseThrow();
    assertThat(places.take("a", 1)).isEmpty();
    assertThat(places.take("b", 1)).isPresent();
    first.leave();
    assertThat(places.take("a", 1)).isPresent();
    assertThat(places.count()).isEqualTo(2);
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    Place first = places.take("a", 2).orElseThrow();
    assertThat(places.take("a", 2)).isPresent();
    first.leave();
    first.leave();
    assertThat(places.count()).isEqualTo(1);
  }

  @Test
  void whoWasNotLetInTakesNoPlace() {
    Place only = places.take("a", 1).orElseThrow();
    assertThat(places.take("a", 1)).isEmpty();
    only.leave();
    assertThat(places.count()).isZero();
  }

  @Test
  void aKeyWithoutPlacesIsForgotten() {
    for (int i = 0; i < 1000; i++) {
      places.take("key " + i, 1).orElseThrow().leave();
    }
    assertThat(places.keys()).isZero();
  }

  @Test
  void withoutALimitNothingIsCounted() {
    assertThat(places.take("a", 0)).isPresent();
    assertThat(places.keys()).isZero();
  }
}
