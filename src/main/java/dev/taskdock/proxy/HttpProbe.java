package dev.taskdock.proxy;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetHealthCheck.Manner;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.ResponseHead;
import dev.taskdock.proxy.tls.TlsBack;
import dev.taskdock.routing.ProbeResult;
import dev.taskdock.routing.ProxyHeader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One health check of a target, as load balancers make it: on a connection of its own, in the
/// protocol of its group, judged by the status alone, or by the connection. It waits, so it belongs
/// on a virtual thread.
///
/// Source: the guide to health checks, and what targets log of them.
public final class HttpProbe {
  private static final int GULP = 4096;

  private HttpProbe() {}

  /// Asks a target how it is.
  public static ProbeResult probe(TargetId target, TargetHealthCheck check) {
    return probe(target, check, 0);
  }

  /// The same, with a mark on the packets: a code point of differentiated services.
  public static ProbeResult probe(TargetId target, TargetHealthCheck check, int mark) {
    return probe(target, check, mark, false);
  }

  /// The same.
  ///
  /// @param introduced whether a header of the PROXY protocol comes first
  public static ProbeResult probe(
      TargetId target, TargetHealthCheck check, int mark, boolean introduced) {
    int port = check.port().orElse(target.port());
    long deadline = System.nanoTime() + check.timeout().toNanos();
    try (var plain = new Socket()) {
      plain.setTrafficClass(mark << 2);
      plain.connect(new InetSocketAddress(target.host(), port), left(deadline));
      if (introduced) {
        plain.getOutputStream().write(ProxyHeader.ofHealthCheck());
      }
      if (check.manner() == Manner.CONNECTION) {
        return new ProbeResult.Connected();
      }
      plain.setSoTimeout(left(deadline));
      boolean http2 = check.version() != ProtocolVersion.HTTP1;
      var socket = check.tls() ? TlsBack.secured(plain, http2) : plain;
      if (http2) {
        var authority = new TargetId(target.host(), port).toString();
        return new StreamProbe(socket, deadline).ask(check, authority);
      }
      socket.getOutputStream().write(request(target, port, check.path()));
      return status(socket, deadline);
    } catch (SocketTimeoutException _) {
      return new ProbeResult.TimedOut();
    } catch (IOException e) {
      return new ProbeResult.Broken(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] request(TargetId target, int port, String path) {
    return ("GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + new TargetId(target.host(), port)
            + "\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\n"
            + "Accept-Encoding: gzip, compressed\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ProbeResult status(Socket socket, long deadline) throws IOException {
    var head = new ResponseHead();
    var in = socket.getInputStream();
    while (true) {
      socket.setSoTimeout(left(deadline));
      int count = in.read(head.room(GULP), head.filled(), GULP);
      if (count < 0) {
        return new ProbeResult.Broken("connection closed without an answer");
      }
      var progress = head.received(count);
      while (progress == ResponseHead.Progress.WHOLE && head.status() < 200) {
        progress = afterInterim(head);
      }
      switch (progress) {
        case PARTIAL -> {}
        case WHOLE -> {
          return new ProbeResult.Answered(head.status());
        }
        case MALFORMED, TOO_LARGE -> {
          return new ProbeResult.Broken("what it says is no response of HTTP/1.1");
        }
      }
    }
  }

  /// Goes on with what came behind an interim response.
  private static ResponseHead.Progress afterInterim(ResponseHead head) {
    int more = head.filled() - head.length();
    var rest = new byte[more];
    System.arraycopy(head.bytes(), head.length(), rest, 0, more);
    head.clear();
    System.arraycopy(rest, 0, head.room(more), 0, more);
    return head.received(more);
  }

  /// The milliseconds until the deadline; there is always one left to fail in.
  static int left(long deadline) {
    return (int) Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
  }
}
