package dev.alpnmux.gateway.interop;

import dev.alpnmux.gateway.testing.Program;
import dev.alpnmux.gateway.testing.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An nginx with HTTP/2, the certificate {@code upstream}, and a Unix socket in a folder of its own.
 * {@code /seen} tells what it saw of the connection; other paths are files of the folder.
 */
final class Nginx implements AutoCloseable {
  private final Path folder;
  private final Program program;

  private Nginx(Path folder, Program program) {
    this.folder = folder;
    this.program = program;
  }

  static Nginx start(Path folder) throws Exception {
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration(folder));
    Program program = Program.start("nginx", "-p", folder, "-c", configuration, "-e", "stderr");
    // It tells its version when it listens.
    program.awaitOutput("[notice] ");
    return new Nginx(folder, program);
  }

  /** One process in the foreground, so that its end is the end of all. */
  private static String configuration(Path folder) {
    return """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr notice;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen unix:%1$s/nginx.sock ssl http2;
            ssl_certificate %2$s/upstream.pem;
            ssl_certificate_key %2$s/upstream.key;
            ssl_protocols TLSv1.2 TLSv1.3;
            root %1$s;
            location = /seen {
              return 200 "$server_protocol $ssl_alpn_protocol $ssl_server_name";
            }
          }
        }
        """
        .formatted(folder, TestCertificates.FOLDER);
  }

  /** Its address as a configuration writes it. */
  String upstream() {
    return "unix:" + folder.resolve("nginx.sock");
  }

  @Override
  public void close() {
    program.close();
  }
}
