"""Greets over gRPC, and says which task does."""

import signal
import socket
import threading
from concurrent import futures

import grpc

import greeter_pb2
import greeter_pb2_grpc


class Greeter(greeter_pb2_grpc.GreeterServicer):
    def __init__(self, task):
        self.task = task

    def Hello(self, request, context):
        return self.greeting(request.name)

    def Hellos(self, request, context):
        gone = threading.Event()
        context.add_callback(gone.set)
        for i in range(request.times):
            if i > 0 and gone.wait(1):
                return
            yield self.greeting("%s, for the %d. time" % (request.name, i + 1))

    def greeting(self, name):
        return greeter_pb2.Greeting(text="Hello %s" % name, task=self.task)


def main():
    task = socket.gethostbyname(socket.gethostname())
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    greeter_pb2_grpc.add_GreeterServicer_to_server(Greeter(task), server)
    server.add_insecure_port("0.0.0.0:50051")
    server.start()
    print("task %s greets on port 50051" % task)

    asked = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked.set())
    asked.wait()
    # Calls that have begun may end; stopTimeout is 10 s.
    server.stop(grace=8).wait()


main()
