package dev.taskdock.app;

import dev.taskdock.model.IpAddress;
import dev.taskdock.routing.Request;
import java.util.List;

/// A request that is only asked about: `lb why`.
///
/// @param port where it would be sent, as declared or as moved
/// @param host what its Host header says
/// @param fields its other headers
public record Inquiry(
    String method, int port, String host, String path, String query, List<Header> fields)
    implements Request {
  public Inquiry {
    fields = List.copyOf(fields);
  }

  /// A line of its head.
  public record Header(String name, String value) {}

  @Override
  public int headers() {
    return fields.size();
  }

  @Override
  public CharSequence headerName(int index) {
    return fields.get(index).name();
  }

  @Override
  public CharSequence headerValue(int index) {
    return fields.get(index).value();
  }

  @Override
  public IpAddress source() {
    return IpAddress.parse("127.0.0.1").orElseThrow();
  }
}
