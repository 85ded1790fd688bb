package dev.taskdock.engine.docker;

import com.fasterxml.jackson.core.JsonParser;
import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ImageFacts;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RegistryLogin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The engine's images: looked up, pulled, built, pushed.
final class Images {
  private final DockerApi api;
  private final RegistryCredentials credentials;

  Images(DockerApi api, RegistryCredentials credentials) {
    this.api = api;
    this.credentials = credentials;
  }

  Optional<ImageFacts> find(ImageReference image) {
    try {
      var path = ApiPath.of("/images/" + image.text() + "/json");
      return Optional.of(facts(api.get(path, new Subject.OneImage(image.text(), false))));
    } catch (EngineException e) {
      if (e.failure() instanceof EngineFailure.ImageNotFound) {
        return Optional.empty();
      }
      throw e;
    }
  }

  ImageFacts pull(
      ImageReference image,
      Optional<String> platform,
      Optional<RegistryLogin> login,
      Consumer<ImageProgress> progress) {
    String whole = image.canonical();
    int digest = whole.indexOf('@');
    String tagged = digest < 0 ? whole : whole.substring(0, digest);
    int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
    var path =
        ApiPath.of("/images/create")
            .with("fromImage", colon < 0 ? tagged : tagged.substring(0, colon))
            .with("tag", whole.substring((digest < 0 ? colon : digest) + 1))
            .with("platform", platform);
    var subject = new Subject.OneImage(image.text(), true, login.isEmpty());
    Map<String, String> headers =
        login
            .map(known -> RegistryCredentials.header(image, known))
            .or(() -> credentials.header(image))
            .map(credential -> Map.of("X-Registry-Auth", credential))
            .orElseGet(Map::of);
    var report = new ProgressReport(progress);
    read(api.stream(path, headers, InputStream.nullInputStream(), subject), report);
    report
        .failure()
        .ifPresent(words -> {
          throw new Refusal(500, words).exception(subject);
        });
    return find(image).orElseThrow(() -> absent(image));
  }

  String push(ImageReference image, Consumer<ImageProgress> progress) {
    String whole = image.canonical();
    int colon = whole.indexOf(':', whole.lastIndexOf('/') + 1);
    String name = colon < 0 ? whole : whole.substring(0, colon);
    var path =
        ApiPath.of("/images/" + name + "/push")
            .with("tag", colon < 0 ? "latest" : whole.substring(colon + 1));
    var subject = new Subject.OneImage(image.text(), true);
    // The engine wants the header even where there is nothing to say.
    var headers =
        Map.of("X-Registry-Auth", credentials.header(image).orElse(RegistryCredentials.NOBODY));
    var report = new ProgressReport(progress);
    read(api.stream(path, headers, InputStream.nullInputStream(), subject), report);
    report
        .failure()
        .ifPresent(words -> {
          throw new Refusal(500, words).exception(subject);
        });
    return report.digest();
  }

  ImageFacts build(BuildSpec spec, Consumer<ImageProgress> progress) {
    var path =
        ApiPath.of("/build?rm=1&forcerm=1")
            .with("t", spec.image().canonical())
            .with("dockerfile", spec.dockerfile())
            .with(
                "buildargs", new String(JsonWriter.bytes(spec.arguments()), StandardCharsets.UTF_8))
            .with("labels", new String(JsonWriter.bytes(spec.labels()), StandardCharsets.UTF_8))
            .with("target", spec.target())
            .with("platform", spec.platform());
    var headers =
        Map.of("Content-Type", "application/x-tar", "X-Registry-Config", credentials.allHeader());
    var report = new ProgressReport(progress);
    try (InputStream context = BuildContext.of(spec).tar()) {
      read(api.stream(path, headers, context, Subject.BUILD), report);
    } catch (IOException e) {
      throw new EngineException(
          new EngineFailure.BuildFailed("the build's folder cannot be read: " + e.getMessage()), e);
    }
    report
        .failure()
        .ifPresent(words -> {
          throw new Refusal(500, report.lastLines() + words).exception(Subject.BUILD);
        });
    return find(spec.image()).orElseThrow(() -> absent(spec.image()));
  }

  private void read(Answer answer, ProgressReport report) {
    try (answer;
        JsonParser parser = Json.parser(answer.getBody())) {
      for (var message = Json.next(parser); message.isPresent(); message = Json.next(parser)) {
        report.take(message.get());
      }
    } catch (IOException e) {
      throw api.unreachable(e);
    }
  }

  private static EngineException absent(ImageReference image) {
    return new EngineException(
        new EngineFailure.ImageNotFound(image.text(), "the engine does not have it afterwards"));
  }

  private static ImageFacts facts(Json answer) {
    String variant =
        answer.at("Architecture").text().equals("arm") ? "/" + answer.at("Variant").text() : "";
    return new ImageFacts(
        answer.at("Id").text(),
        answer.at("Os").text() + "/" + answer.at("Architecture").text() + variant,
        answer.at("RepoDigests").items().stream().map(Json::text).toList(),
        answer.at("Config").at("Labels").texts(),
        answer.at("Config").at("Volumes").members().keySet());
  }
}
