package dev.alpnmux.cli.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificates as OpenSSL sees them, at its strictest. */
class OpenSslInterop {
  @TempDir Path folder;

  @BeforeEach
  void requireOpenSsl() throws Exception {
    boolean isInstalled = isInstalled();
    // In CI it must be there: what is skipped there is tested nowhere.
    assertThat(isInstalled || System.getenv("CI") == null).as("openssl is installed").isTrue();
    assumeTrue(isInstalled, "openssl is not installed");
  }

  @Test
  void certificateIsValidForTheNamesAndAddressesOfThisMachine() throws Exception {
    DevelopmentCertificates certificates =
        DevelopmentCertificates.in(folder.resolve("data"), Clock.systemUTC());

    assertThat(verify(certificates, "-verify_hostname", "localhost")).endsWith("OK\n");
    assertThat(verify(certificates, "-verify_ip", "127.0.0.1")).endsWith("OK\n");
    assertThat(verify(certificates, "-verify_ip", "::1")).endsWith("OK\n");
    assertThat(verify(certificates, "-verify_hostname", "gateway.test"))
        .contains("hostname mismatch");
  }

  private static String verify(DevelopmentCertificates certificates, String check, String name)
      throws Exception {
    return openssl(
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-CAfile",
        certificates.authority().toString(),
        check,
        name,
        certificates.certificate().toString());
  }

  private static boolean isInstalled() throws Exception {
    try {
      return openssl("version").startsWith("OpenSSL");
    } catch (IOException e) {
      return false;
    }
  }

  private static String openssl(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
