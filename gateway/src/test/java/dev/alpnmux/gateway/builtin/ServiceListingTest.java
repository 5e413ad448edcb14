package dev.alpnmux.gateway.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServiceListingTest {
  private static final String NOTHING = "\r\n{\"complete\":true,\"services\":[]}\r\n";

  @Test
  void idsStandOnLinesAndServicesInTheJson() {
    Service web =
        Service.named("web")
            .mode(ServiceMode.PASSTHROUGH)
            .protocols(List.of(id("h2"), id("%22%0A")))
            .build();

    assertThat(ServiceListing.of(List.of(route(web, 0), route(web, 1), route(named("a%20b"), 0))))
        .isEqualTo(
            "h2\r\n%22%0A\r\na%20b\r\n\r\n"
                + "{\"complete\":true,\"services\":["
                + "{\"name\":\"web\",\"protocols\":[\"h2\",\"%22%0A\"],\"mode\":\"passthrough\","
                + "\"requiresClientCertificate\":false},"
                + "{\"name\":\"a%20b\",\"protocols\":[\"a%20b\"],\"mode\":\"terminate\","
                + "\"requiresClientCertificate\":false}]}\r\n");
  }

  @Test
  void ofAServiceOnlyTheIdsThatLeadToItAreListed() {
    Service web = Service.named("web").protocols(List.of(id("h2"), id("http/1.1"))).build();

    assertThat(ServiceListing.of(List.of(route(web, 1))))
        .startsWith("http/1.1\r\n\r\n")
        .contains("\"protocols\":[\"http/1.1\"]")
        .doesNotContain("h2");
  }

  @Test
  void aListOfNothingIsAList() {
    assertThat(ServiceListing.of(List.of())).isEqualTo(NOTHING);
  }

  @Test
  void theListEndsWithTheFirstServiceThatDoesNotFitAndIsNeverLongerThanAllowed() {
    for (int length = 1; length <= 60; length++) {
      String name = "x".repeat(length);
      String listing =
          ServiceListing.of(
              IntStream.range(0, 4000).mapToObj(i -> route(named(name + i), 0)).toList());

      assertThat(listing.length()).isBetween(255 * 1024, 256 * 1024);
      assertThat(listing).contains("\r\n\r\n{\"complete\":false,").endsWith("]}\r\n");
    }
  }

  @Test
  void aServiceThatFitsAloneIsNotListedBehindOneThatDoesNot() {
    Service huge =
        Service.named("huge")
            .protocols(IntStream.range(0, 1000).mapToObj(i -> id("%00".repeat(250) + i)).toList())
            .build();
    List<Route> routes =
        Stream.concat(
                IntStream.range(0, 1000).mapToObj(i -> route(huge, i)),
                Stream.of(route(named("a"), 0)))
            .toList();

    assertThat(ServiceListing.of(routes)).isEqualTo(NOTHING.replace("true", "false"));
  }

  private static Service named(String name) {
    return Service.named(name).build();
  }

  private static Route route(Service service, int index) {
    return new Route(service, service.protocols().get(index));
  }

  private static ApplicationProtocol id(String written) {
    return ApplicationProtocol.parse(written);
  }
}
