package dev.alpnmux.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.alpnmux.client");

  private static final String[] CORE = {
    "java..",
    "javax.net..",
    "dev.alpnmux.client",
    "dev.alpnmux.client.dns",
    "dev.alpnmux.spec",
    "org.jspecify.annotations"
  };

  @Test
  void theLibraryNeedsTheJdkAndTheProtocolOnly() {
    assertNeeds("dev.alpnmux.client");
    assertNeeds("dev.alpnmux.client.dns", "javax.naming..");
  }

  @Test
  void anAdaptorNeedsItsOneLibraryBesides() {
    assertNeeds("dev.alpnmux.client.mysql", "com.mysql.cj..");
    assertNeeds("dev.alpnmux.client.mariadb", "org.mariadb.jdbc..");
    assertNeeds("dev.alpnmux.client.micrometer", "io.micrometer.core.instrument..");
    assertNeeds(
        "dev.alpnmux.client.vertx",
        "io.vertx.core",
        "io.vertx.core.net",
        "io.vertx.core.spi.tls",
        "io.netty..");
  }

  private static void assertNeeds(String part, String... libraries) {
    classes()
        .that()
        .resideInAPackage(part)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(CORE).or(resideInAnyPackage(libraries)).or(resideInAPackage(part)))
        .check(CLASSES);
  }

  @Test
  void nothingIsPrinted() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
    noClasses().should().accessField(System.class, "err").check(CLASSES);
  }
}
