package dev.alpnmux.bench;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A TLS 1.3 gateway in a process of its own, so that its processor time is not the client's. It
 * ends with the input of its process.
 */
final class EchoGateway implements AutoCloseable {
  private final Process process;
  private final int port;
  private final Path authority;

  private EchoGateway(Process process, String line) {
    this.process = process;
    int space = line.indexOf(' ');
    this.port = Integer.parseInt(line.substring(0, space));
    this.authority = Path.of(line.substring(space + 1));
  }

  /**
   * Starts the process; blocks until it listens.
   *
   * @param resumes whether clients may resume their sessions
   */
  static EchoGateway start(boolean resumes) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EchoGateway.class.getName(), Boolean.toString(resumes)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the gateway process has ended");
    }
    return new EchoGateway(process, line);
  }

  int port() {
    return port;
  }

  /** A PEM file. */
  Path authority() {
    return authority;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The process itself.
   *
   * @param arguments whether sessions resume
   */
  public static void main(String[] arguments) throws IOException {
    TlsGateway lasting = TlsGateway.with(TestCertificates.SERVER);
    // A server that is made for one connection knows no session of another.
    FakeGateway.Behaviour forgetful =
        (accepted, gateway) -> TlsGateway.with(TestCertificates.SERVER).serve(accepted, gateway);
    boolean resumes = Boolean.parseBoolean(arguments[0]);
    try (FakeGateway gateway = FakeGateway.start(resumes ? lasting : forgetful)) {
      System.out.println(gateway.port() + " " + gateway.authority());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
