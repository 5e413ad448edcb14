package dev.alpnmux.cli.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.ServedGateway;
import dev.alpnmux.gateway.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH through the launcher as its ProxyCommand. */
@EnabledIf(
    value = "programsAreInstalled",
    disabledReason = "ssh or sshd or ssh-keygen is not installed")
class SshInterop {
  private static final String LAUNCHER = System.getProperty("alpnmux.launcher", "../alpnmux");

  @TempDir Path folder;

  static boolean programsAreInstalled() {
    return Program.areInstalled("ssh", "sshd", "ssh-keygen");
  }

  @Test
  void sshReachesARealServerByName() throws Exception {
    Program.start("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("host"))
        .succeed();
    Program.start("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("user"))
        .succeed();
    int port = freePort();
    Path configuration = Files.writeString(folder.resolve("sshd_config"), configuration(port));
    makeSeparationFolder();
    try (Program sshd = Program.start("sshd", "-D", "-e", "-f", configuration);
        ServedGateway gateway =
            ServedGateway.start(
                folder, "'ssh':{'upstreams':['127.0.0.1:" + port + "']}", "-Xmx128m")) {
      sshd.awaitOutput("Server listening");
      try (Program ssh = ssh(gateway, "echo by name; cat; exit 3")) {
        ssh.say("and the input arrives\n");
        ssh.endInput();
        assertThat(ssh.fail()).contains("by name").contains("and the input arrives");
        assertThat(ssh.exitCode()).isEqualTo(3);
      }
    }
  }

  /** By the lines that the command prints for it. */
  private Program ssh(ServedGateway gateway, String command) throws Exception {
    CommandProcess.Result printed =
        CommandProcess.run(
            Map.of("JVM_FLAGS", "-Dalpnmux.command=" + LAUNCHER),
            "ssh-config",
            "ssh",
            "--host",
            "box",
            "--gateway",
            gateway.address(),
            "--trust",
            gateway.authority().toString());
    assertThat(printed.errors()).isEmpty();
    return Program.start(
        "ssh",
        "-F",
        Files.writeString(folder.resolve("ssh_config"), printed.text()),
        "-i",
        folder.resolve("user"),
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "BatchMode=yes",
        "-l",
        System.getProperty("user.name"),
        "box",
        command);
  }

  private String configuration(int port) {
    return String.join(
        "\n",
        "ListenAddress 127.0.0.1:" + port,
        "HostKey " + folder.resolve("host"),
        "AuthorizedKeysFile " + folder.resolve("user.pub"),
        "PermitRootLogin prohibit-password",
        "PasswordAuthentication no",
        "StrictModes no",
        "UsePAM no",
        "PidFile none",
        "");
  }

  /** Debian's sshd wants this folder, which its service makes at each start. */
  private static void makeSeparationFolder() throws IOException {
    if (Files.isWritable(Path.of("/run"))) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
