package dev.taskdock.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.Locality;
import dev.taskdock.state.HookCall;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/// The event that ECS sends to the function of a lifecycle hook.
///
/// A revision of a service has no id of its own here, it has its deployment's.
///
/// Source: "Lambda hooks for Amazon ECS service deployments", common payload structure.
final class HookEvent {
  private static final JsonFactory FACTORY = new JsonFactory();

  private HookEvent() {}

  /// One line of JSON.
  static String of(HookCall call, Locality locality) {
    var text = new StringWriter();
    try (var json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("executionId", call.executionId());
      json.writeStringField("lifecycleStage", call.stage().name());
      json.writeStringField(
          "resourceArn",
          locality.serviceArn("service-deployment", call.service(), call.deployment()));
      json.writeObjectFieldStart("executionDetails");
      json.writeStringField("serviceArn", locality.serviceArn(call.service()));
      json.writeStringField(
          "targetServiceRevisionArn",
          locality.serviceArn("service-revision", call.service(), call.deployment()));
      write(json, "testTrafficWeights", call.weights().test(), call, locality);
      write(json, "productionTrafficWeights", call.weights().production(), call, locality);
      json.writeEndObject();
      if (call.details().isPresent()) {
        json.writeFieldName("hookDetails");
        json.writeRawValue(call.details().get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(
      JsonGenerator json,
      String name,
      Map<DeploymentId, Double> weights,
      HookCall call,
      Locality locality)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (var weight : weights.entrySet()) {
      json.writeFieldName(locality.serviceArn("service-revision", call.service(), weight.getKey()));
      double percent = weight.getValue();
      if (percent == Math.rint(percent)) {
        json.writeNumber((int) percent);
      } else {
        json.writeNumber(percent);
      }
    }
    json.writeEndObject();
  }
}
