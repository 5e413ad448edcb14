package dev.alpnmux.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package of the gateway knows what. */
class ArchitectureTest {
  private static final String ROOT = "dev.alpnmux.gateway";
  // Not io.netty.util: whether a text is an IP address is no question of the wire.
  private static final String[] WIRE = {
    "io.netty.bootstrap..",
    "io.netty.buffer..",
    "io.netty.channel..",
    "io.netty.handler..",
    "io.netty.resolver..",
    "io.vertx..",
    "java.net..",
    "java.nio.channels..",
    "javax.net.."
  };
  // An address is a value: it does nothing.
  private static final Class<?>[] ADDRESSES = {InetAddress.class, InetSocketAddress.class};

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void theGatewayIsFound() {
    assertThat(MAIN.contain(Gateway.class)).isTrue();
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void nobodyKnowsTheRoot() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config", "events", "flow", "metrics", "route", "upstream"})
  void decisionsKnowNeitherSocketNorNettyNorVertx(String area) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + '.' + area)
        .should()
        .dependOnClassesThat(resideInAnyPackage(WIRE).and(not(belongToAnyOf(ADDRESSES))))
        .check(MAIN);
  }

  @Test
  void theFlowDoesNotKnowWhoSpeaksTls() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".flow")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".tls")
        .check(MAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux", "portable"})
  void onlyTheRootAndTheDataPathItselfKnowADataPath(String path) {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + '.' + path)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + '.' + path)
        .check(MAIN);
  }

  @Test
  void onlyTlsCallsTheNativeLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".nativetls", ROOT + ".tls")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.internal.tcnative..")
        .check(MAIN);
  }

  @Test
  void onlyTheWatcherKnowsVertxConfig() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".watch")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx.config..")
        .check(MAIN);
  }

  @Test
  void onlyTheMetricsKnowMicrometer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".metrics")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.prometheus..")
        .check(MAIN);
  }

  @Test
  void onlyTheConfigurationAndTheAdminPagesKnowAboutJson() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".admin", ROOT + ".config", ROOT + ".watch")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml..", "io.vertx.core.json..")
        .check(MAIN);
  }
}
