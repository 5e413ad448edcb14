package dev.alpnmux.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.status.TopNames.Count;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopNamesTest {
  @Test
  void countsAreExactWhileThereIsRoom() {
    TopNames names = new TopNames(3);
    List.of("b", "a", "b", "c", "b", "a").forEach(names::add);
    assertThat(names.all())
        .containsExactly(new Count("b", 3, 0), new Count("a", 2, 0), new Count("c", 1, 0));
  }

  @Test
  void theRarestMakesRoomAndItsCountBecomesTheError() {
    TopNames names = new TopNames(2);
    List.of("a", "a", "b", "new").forEach(names::add);
    assertThat(names.all()).containsExactly(new Count("a", 2, 0), new Count("new", 2, 1));
  }

  /** The guarantee of Space-Saving, and what an operator looks for in the noise. */
  @Test
  void whatComesOftenIsFoundAmongAnyNumberOfOthers() {
    TopNames names = new TopNames(50);
    Map<String, Integer> truth = new TreeMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      String name = i % 20 == 0 ? "often" : i % 30 == 1 ? "rather" : "x" + random.nextInt();
      names.add(name);
      truth.merge(name, 1, Integer::sum);
    }
    assertThat(names.all()).hasSize(50);
    assertThat(names.all().stream().limit(2).map(Count::name)).containsExactly("often", "rather");
    assertThat(names.all())
        .allSatisfy(
            count ->
                assertThat((long) truth.getOrDefault(count.name(), 0))
                    .isBetween(count.atLeast(), count.count()));
  }

  @Test
  void roomForNothingIsRefused() {
    assertThatThrownBy(() -> new TopNames(0)).hasMessageContaining("at least but was 0");
  }
}
