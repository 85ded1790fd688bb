package dev.taskdock.routing;

import dev.taskdock.model.IpAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request for tests.
record Asked(
    String method,
    String host,
    String path,
    String query,
    List<Map.Entry<String, String>> lines,
    IpAddress source)
    implements Request {
  private static final IpAddress LOOPBACK = IpAddress.v4(0x7f000001);

  Asked {
    lines = List.copyOf(lines);
  }

  /// A GET of `url`, from this machine.
  static Asked get(String url) {
    var uri = URI.create(url);
    return new Asked(
        "GET",
        Optional.ofNullable(uri.getRawAuthority()).orElse(""),
        uri.getRawPath(),
        Optional.ofNullable(uri.getRawQuery()).orElse(""),
        List.of(),
        LOOPBACK);
  }

  Asked by(String other) {
    return new Asked(other, host, path, query, lines, source);
  }

  Asked with(String name, String value) {
    var more = new ArrayList<>(lines);
    more.add(Map.entry(name, value));
    return new Asked(method, host, path, query, more, source);
  }

  Asked from(String address) {
    return new Asked(method, host, path, query, lines, IpAddress.parse(address).orElseThrow());
  }

  @Override
  public int headers() {
    return lines.size();
  }

  @Override
  public CharSequence headerName(int index) {
    return lines.get(index).getKey();
  }

  @Override
  public CharSequence headerValue(int index) {
    return lines.get(index).getValue();
  }
}
