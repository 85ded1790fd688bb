package dev.taskdock.smoke;

import dev.taskdock.probe.Observation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;

/// Opens connections of TLS to a listener that passes on what is in them, whatever that is.
///
/// The handshake is the load balancer's, and only after it a target is connected to: a target that
/// is not there shows as a reset a moment later, so that moment is waited for.
record TlsEdge(HttpEdge.Trusted trusted) {
  private static final int PATIENCE_MILLIS = 5000;
  private static final int MOMENT_MILLIS = 250;
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  /// Connects, and asks for `name` where it is one; else for where it connects to.
  Observation connect(URI at, Optional<String> name) {
    var asked = name.orElse(at.getHost());
    try (var plain = new Socket()) {
      var tls = ClientTls.trusting(trusted.certificates(), asked);
      plain.connect(new InetSocketAddress(at.getHost(), at.getPort()), PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      return secured(plain, tls, at, asked);
    } catch (ConnectException _) {
      return new Observation.Unanswered("" + at, HttpEdge.REFUSED);
    } catch (IOException e) {
      return new Observation.Unanswered("" + at, "no connection: " + e.getMessage());
    }
  }

  private static Observation secured(Socket plain, ClientTls tls, URI at, String name) {
    boolean agreed = false;
    try (var socket =
        (SSLSocket)
            tls.context().getSocketFactory().createSocket(plain, name, at.getPort(), true)) {
      if (!ADDRESS.matcher(name).matches()) {
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      agreed = true;
      socket.setSoTimeout(MOMENT_MILLIS);
      var _ = socket.getInputStream().read();
      return new Observation.Connected("" + at);
    } catch (SocketTimeoutException _) {
      return agreed
          ? new Observation.Connected("" + at)
          : new Observation.Unanswered("" + at, "no answer to the handshake");
    } catch (IOException e) {
      return new Observation.Unanswered(
          "" + at,
          agreed
              ? "the connection was broken off after the handshake: no target took it"
              : tls.why(e).orElse("the connection broke: " + e.getMessage()));
    }
  }
}
