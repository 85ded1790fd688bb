/// What is asked in the place of the Lambda functions that lifecycle hooks name.
///
/// A program gets the function's event on its standard input and answers on its standard output; a
/// server gets it posted, which the runtime interface emulator of Lambda's own images takes as it
/// is. [dev.taskdock.hooks.HookEvent] writes the event, [dev.taskdock.hooks.HookReply] reads the
/// answer, [dev.taskdock.hooks.StandIns] asks.
///
/// ```
/// {"executionId": …, "lifecycleStage": "POST_SCALE_UP", …}  ──▶  ./check.sh  ──▶
/// {"hookStatus": "IN_PROGRESS", "callBackDelay": 10}
/// ```
///
/// As with a function, whatever is no answer is a failure: an exit code other than 0, a status
/// other than 2xx, no `hookStatus`, more than 15 minutes, more than 6 MB. When a hook is called and
/// what its answer does is decided elsewhere, in `reconcile`.
@org.jspecify.annotations.NullMarked
package dev.taskdock.hooks;
