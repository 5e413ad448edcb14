package dev.alpnmux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.ListenerRules;
import org.junit.jupiter.api.Test;

/** A benchmark of refusals would be fast for the wrong reason. */
class TablesTest {
  @Test
  void theServiceOfTheHelloIsFoundUnderItsOwnNames() {
    assertThat(decide(3, 4)).isEqualTo("service-2");
  }

  @Test
  void theServiceOfTheHelloIsFoundUnderTheCommonName() {
    assertThat(decide(3, 0)).isEqualTo("service-2");
  }

  private static String decide(int services, int namesPerService) {
    Decision decision =
        Tables.of(services, namesPerService)
            .decide(Tables.hello(2, namesPerService, 1), ListenerRules.DEFAULT);
    return decision.fold(
        forward -> forward.route().service().name(), refuse -> refuse.refusal().name());
  }
}
