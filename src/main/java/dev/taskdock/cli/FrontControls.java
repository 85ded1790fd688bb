package dev.taskdock.cli;

import dev.taskdock.app.ControlSocket;
import java.util.Map;
import java.util.function.Consumer;

/// What other terminals may ask of load balancers that run alone.
final class FrontControls implements ControlSocket.Handler {
  private final Consumer<Boolean> end;

  /// @param end ends them, by force or not
  FrontControls(Consumer<Boolean> end) {
    this.end = end;
  }

  @Override
  public void answer(String request, Consumer<String> reply) throws InterruptedException {
    var asked = ControlLine.fields(request);
    var action = asked.flatMap(f -> f.text("Action")).orElse("");
    switch (action) {
      case "DeleteServices" -> {
        end.accept(asked.flatMap(f -> f.flag("force")).orElse(false));
        // Answered by the end of the conversation.
        new java.util.concurrent.CountDownLatch(1).await();
      }
      default ->
          reply.accept(Json.line(Map.of("error", "only load balancers run here, no services")));
    }
  }
}
