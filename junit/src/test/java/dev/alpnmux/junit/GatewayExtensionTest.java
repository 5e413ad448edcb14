package dev.alpnmux.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

@Timeout(120)
class GatewayExtensionTest {
  private static final Set<String> ADDRESSES = ConcurrentHashMap.newKeySet();

  private static TestExecutionSummary run(Class<?> tests) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }

  private static GatewayExtension echo() {
    return new GatewayExtension().withService("echo", Conversation::echo);
  }

  private static void talk(GatewayExtension gateway) throws IOException {
    ADDRESSES.add(gateway.address());
    assertThat(Conversation.of(gateway.gateway(), "echo", "hello")).isEqualTo("hello");
  }

  static final class OneForTheClass {
    @RegisterExtension static final GatewayExtension GATEWAY = echo();

    @Test
    void first() throws IOException {
      talk(GATEWAY);
    }

    @Test
    void second() throws IOException {
      talk(GATEWAY);
    }

    @Nested
    final class Inside {
      @Test
      void third() throws IOException {
        talk(GATEWAY);
      }
    }
  }

  @Test
  void aStaticFieldIsOneGatewayForTheClassAndThoseInside() {
    ADDRESSES.clear();
    TestExecutionSummary summary = run(OneForTheClass.class);

    assertThat(summary.getTestsSucceededCount()).isEqualTo(3);
    assertThat(summary.getTotalFailureCount()).isZero();
    assertThat(ADDRESSES).hasSize(1);
    assertThatThrownBy(OneForTheClass.GATEWAY::address)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the gateway does not run");
  }

  static final class OneForEachOfThem {
    @RegisterExtension final GatewayExtension gateway = echo();

    @Test
    void first() throws IOException {
      talk(gateway);
    }

    @Test
    void second() throws IOException {
      talk(gateway);
    }
  }

  @Test
  void aFieldOfTheInstanceIsOneGatewayForEachTest() {
    TestExecutionSummary summary = run(OneForEachOfThem.class);

    assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
    assertThat(summary.getTotalFailureCount()).isZero();
  }

  static final class WithAHandlerThatThrows {
    @RegisterExtension
    static final GatewayExtension GATEWAY =
        echo()
            .withService(
                "orders",
                connection -> {
                  throw new IllegalStateException("no such order");
                });

    @Test
    void succeedsAllTheSame() throws IOException {
      talk(GATEWAY);
      assertThat(Conversation.of(GATEWAY.gateway(), "orders", "")).isEmpty();
    }
  }

  @Test
  void aHandlerThatThrewFailsTheClassAndIsNamed() {
    TestExecutionSummary summary = run(WithAHandlerThatThrows.class);

    assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    List<Failure> failures = summary.getFailures();
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).getTestIdentifier().isContainer()).isTrue();
    assertThat(failures.get(0).getException())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the handler of service \"orders\" threw")
        .hasRootCauseMessage("no such order");
  }

  static final class WithoutAService {
    @RegisterExtension static final GatewayExtension GATEWAY = new GatewayExtension();

    @Test
    void neverRuns() {
      assertThat(GATEWAY).isNull();
    }
  }

  @Test
  void anExtensionWithoutAServiceFailsTheClassAndSaysWhy() {
    TestExecutionSummary summary = run(WithoutAService.class);

    assertThat(summary.getTestsStartedCount()).isZero();
    assertThat(summary.getFailures().get(0).getException())
        .hasMessageContaining("a gateway without a service");
  }
}
