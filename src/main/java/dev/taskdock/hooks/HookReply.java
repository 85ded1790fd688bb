package dev.taskdock.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.taskdock.state.HookAnswer;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a function answers, read: an object with `hookStatus`, `callBackDelay` and `hookDetails`.
///
/// Source: "Lambda hooks for Amazon ECS service deployments".
final class HookReply {
  private static final JsonFactory FACTORY = new JsonFactory();

  /// A hook that asks for more does not keep the machine busy.
  private static final Duration LEAST_DELAY = Duration.ofSeconds(1);

  private static final Duration MOST_DELAY = Duration.ofDays(1);

  private HookReply() {}

  /// The answer in `text`.
  ///
  /// @param before the `hookDetails` of this call, into which those of the answer are merged
  static HookAnswer read(String text, Optional<String> before) {
    try {
      var members = members(text);
      var status = members.getOrDefault("hookStatus", "");
      return switch (status) {
        case "\"SUCCEEDED\"" -> new HookAnswer.Succeeded();
        case "\"FAILED\"" -> new HookAnswer.Failed("answered FAILED");
        case "\"IN_PROGRESS\"" ->
            new HookAnswer.InProgress(
                delay(members.get("callBackDelay")), merged(before, members.get("hookDetails")));
        case "" -> new HookAnswer.Failed("answered without a hookStatus");
        default -> new HookAnswer.Failed("answered with a hookStatus that ECS does not know");
      };
    } catch (IOException _) {
      return new HookAnswer.Failed("answered with no object of JSON");
    }
  }

  private static Duration delay(@org.jspecify.annotations.Nullable String seconds) {
    if (seconds == null || !seconds.matches("\\d{1,9}")) {
      return HookAnswer.USUAL_DELAY;
    }
    var said = Duration.ofSeconds(Long.parseLong(seconds));
    var most = said.compareTo(MOST_DELAY) > 0 ? MOST_DELAY : said;
    return most.compareTo(LEAST_DELAY) < 0 ? LEAST_DELAY : most;
  }

  private static Optional<String> merged(
      Optional<String> before, @org.jspecify.annotations.Nullable String more) throws IOException {
    if (more == null || !more.startsWith("{")) {
      return before;
    }
    var members = before.isPresent() ? members(before.get()) : new LinkedHashMap<String, String>();
    members.putAll(members(more));
    var text = new StringWriter();
    try (var json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      for (var member : members.entrySet()) {
        json.writeFieldName(member.getKey());
        json.writeRawValue(member.getValue());
      }
      json.writeEndObject();
    }
    return Optional.of(text.toString());
  }

  /// The members of an object, each with the JSON of its value.
  private static Map<String, String> members(String text) throws IOException {
    var members = new LinkedHashMap<String, String>();
    try (var json = FACTORY.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        var name = json.currentName();
        json.nextToken();
        members.put(name, value(json));
      }
      if (json.nextToken() != null) {
        throw new IOException("more than an object");
      }
    }
    return members;
  }

  private static String value(JsonParser json) throws IOException {
    var text = new StringWriter();
    try (var copy = FACTORY.createGenerator(text)) {
      copy.copyCurrentStructure(json);
    }
    return text.toString();
  }
}
