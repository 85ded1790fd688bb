package dev.taskdock.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/// As much of a browser as a sign-in needs: it keeps cookies, goes where it is sent, and fills in
/// forms.
final class Browser implements AutoCloseable {
  private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");
  private static final Pattern HIDDEN =
      Pattern.compile("name=\"(\\w+)\"[^>]*value=\"(\\w+)\"|value=\"(\\w+)\"[^>]*name=\"(\\w+)\"");

  private final HttpClient client;
  private final Map<String, Map<String, String>> jars = new LinkedHashMap<>();

  Browser(SSLContext tls, HttpClient.Version version) {
    client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(version)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// Asks for one thing.
  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return sent(HttpRequest.newBuilder(uri).GET(), uri);
  }

  /// Asks, and goes where it is sent until there is a page.
  HttpResponse<String> open(URI uri) throws IOException, InterruptedException {
    return followed(get(uri));
  }

  /// Sends the form of a page, with a name in it.
  HttpResponse<String> submit(HttpResponse<String> page, String name)
      throws IOException, InterruptedException {
    var action = ACTION.matcher(page.body());
    if (!action.find()) {
      throw new IOException("a page without a form: " + page.uri() + " " + page.body());
    }
    var form = new LinkedHashMap<String, String>();
    var hidden = HIDDEN.matcher(page.body());
    while (hidden.find()) {
      boolean nameFirst = hidden.group(1) != null;
      form.put(hidden.group(nameFirst ? 1 : 4), hidden.group(nameFirst ? 2 : 3));
    }
    form.put("login", name);
    form.put("password", "any");
    var uri = page.uri().resolve(action.group(1));
    var body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining("&"));
    return followed(
        sent(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)),
            uri));
  }

  /// The cookies it would send there, by their names.
  Map<String, String> cookies(URI uri) {
    return jars.computeIfAbsent(uri.getAuthority(), _ -> new LinkedHashMap<>());
  }

  private HttpResponse<String> followed(HttpResponse<String> first)
      throws IOException, InterruptedException {
    var response = first;
    while (response.statusCode() == 302 || response.statusCode() == 303) {
      var to = response.uri().resolve(response.headers().firstValue("location").orElseThrow());
      response = get(to);
    }
    return response;
  }

  private HttpResponse<String> sent(HttpRequest.Builder request, URI uri)
      throws IOException, InterruptedException {
    var jar = cookies(uri);
    if (!jar.isEmpty()) {
      request.header(
          "Cookie",
          jar.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining("; ")));
    }
    var response =
        client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    for (var cookie : response.headers().allValues("set-cookie")) {
      var pair = cookie.split(";", 2);
      int equals = pair[0].indexOf('=');
      var name = pair[0].substring(0, equals);
      if (cookie.contains("01 Jan 1970")) {
        jar.remove(name);
      } else {
        jar.put(name, pair[0].substring(equals + 1));
      }
    }
    return response;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
