package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.golden.GoldenCase;
import dev.taskdock.golden.GoldenSuite;
import dev.taskdock.input.Source;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.problem.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Requests and the routes they take, as told to who asks why.
///
/// Sections: `overlay` a `taskdock.yaml`, of which the first listener is asked; `requests` one on a
/// line, `METHOD URL [Name: value; …] [from ADDRESS]`.
final class RoutesTest {
  @TestFactory
  Stream<DynamicTest> routes() {
    return GoldenSuite.tests("routes", RoutesTest::told);
  }

  private static String told(GoldenCase golden) {
    var routes = routes(golden.first("overlay").orElseThrow());
    var told = new ArrayList<String>();
    golden
        .first("requests")
        .orElseThrow()
        .body()
        .lines()
        .forEach(line -> {
          told.add(line);
          routes.explain(request(line)).lines().forEach(l -> told.add("  " + l));
        });
    return String.join("\n", told);
  }

  private static ListenerRoutes routes(GoldenCase.Section overlay) {
    var problems = new Problems();
    var read = Overlay.read(new Source(overlay.argument(), overlay.body()), Path.of("."), problems);
    assertThat(problems.all()).isEmpty();
    var balancer = read.loadBalancing().loadBalancers().getFirst();
    return RouteTable.of(List.of(balancer), Map.of())
        .listener(new ListenerId(balancer.name(), balancer.listeners().getFirst().port()))
        .orElseThrow();
  }

  private static Asked request(String line) {
    var words = line.split(" ", 3);
    var request = Asked.get(words[1]).by(words[0]);
    var rest = words.length > 2 ? words[2] : "";
    if (rest.startsWith("from ")) {
      return request.from(rest.substring(5));
    }
    for (var header : rest.isEmpty() ? new String[0] : rest.split("; ", -1)) {
      request = request.with(header.split(": ", 2)[0], header.split(": ", 2)[1]);
    }
    return request;
  }
}
