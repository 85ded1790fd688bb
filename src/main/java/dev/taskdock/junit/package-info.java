/// The doorway for users' own tests: a task definition that is started for them.
///
/// [dev.taskdock.junit.FargateTask] on a test class starts the task before its first test and stops
/// it after the last one. [dev.taskdock.junit.FargateTaskContainer] is the same by hand, and a
/// Testcontainers `Startable`. Both run in the test's own process; nothing else of taskdock has to
/// be installed, but a container engine must answer.
///
/// ```
/// @FargateTask("taskdef.json")
/// class ShopIT {
///   @Test
///   void the_page_is_there(FargateTaskContainer task) throws Exception {
///     var page = client.send(request(task.uri(80)), ofString());
///   }
/// }
/// ```
///
/// JUnit and Testcontainers are on the class path of whoever tests with them, so the program does
/// not bring them; no other package may use this one, and the program's start never loads it.
@org.jspecify.annotations.NullMarked
package dev.taskdock.junit;
