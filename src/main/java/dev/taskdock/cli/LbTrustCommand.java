package dev.taskdock.cli;

import dev.taskdock.app.StateFolder;
import dev.taskdock.certificates.LocalAuthority;
import dev.taskdock.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `taskdock lb trust`: how to trust the authority that makes the certificates of HTTPS listeners.
@Command(
    name = "trust",
    description = "Say how to trust the certificates that HTTPS listeners have here.",
    footer = {
      "",
      "  taskdock lb trust",
      "  curl --cacert <(taskdock lb trust --pem) https://localhost:8443/"
    })
final class LbTrustCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--pem", description = "Nothing but the certificate.")
  private boolean pem;

  @Option(names = "--json", description = "One object with file, fingerprint and end.")
  private boolean json;

  LbTrustCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    var folder = StateFolder.authority(System.getenv()).toAbsolutePath();
    var authority = LocalAuthority.in(folder, InstantSource.system().instant());
    var file = LocalAuthority.certificateFile(folder);
    var data = terminal.data();
    if (json) {
      var shape = new LinkedHashMap<String, Object>();
      shape.put("certificate", file.toString());
      shape.put("sha256", authority.fingerprint());
      shape.put("notAfter", authority.certificate().getNotAfter().toInstant().toString());
      data.println(JsonWriter.line(shape));
    } else if (pem) {
      data.print(Files.readString(file));
    } else {
      lines(file, authority).forEach(data::println);
    }
    data.flush();
    return ExitCode.FINE;
  }

  private static List<String> lines(Path file, LocalAuthority authority) {
    return List.of(
        "certificate  " + file,
        "SHA-256      " + authority.fingerprint(),
        "until        " + authority.certificate().getNotAfter().toInstant(),
        "",
        "Whoever trusts it trusts what HTTPS listeners show on this machine; its key is beside it,",
        "for you alone. Nothing was installed. To trust it:",
        "",
        "curl             curl --cacert " + file + " https://localhost/",
        "Node.js          export NODE_EXTRA_CA_CERTS=" + file,
        "Python requests  export REQUESTS_CA_BUNDLE=" + file,
        "Java             keytool -importcert -noprompt -alias taskdock -file "
            + file
            + " -keystore trust.p12 -storepass changeit",
        "Debian, Ubuntu   sudo cp "
            + file
            + " /usr/local/share/ca-certificates/taskdock.crt && sudo update-ca-certificates",
        "Fedora, RHEL     sudo trust anchor " + file,
        "macOS            sudo security add-trusted-cert -d -k /Library/Keychains/System.keychain "
            + file,
        "Chrome on Linux  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n taskdock -i " + file,
        "Firefox          Settings, Privacy & Security, View Certificates, Authorities, Import");
  }
}
