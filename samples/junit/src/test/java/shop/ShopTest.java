package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.taskdock.junit.FargateTask;
import dev.taskdock.junit.FargateTaskContainer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@FargateTask(value = "taskdef.json", environment = "web:GREETING=good day")
final class ShopTest {
  @Test
  void the_shop_greets(FargateTaskContainer task) throws Exception {
    assertTrue(task.awaitLog("web", "listening", Duration.ofSeconds(20)));

    try (var client = HttpClient.newHttpClient()) {
      var reply =
          client.send(HttpRequest.newBuilder(task.uri(8080)).build(), BodyHandlers.ofString());
      assertEquals("good day from the shop", reply.body());
    }
  }
}
