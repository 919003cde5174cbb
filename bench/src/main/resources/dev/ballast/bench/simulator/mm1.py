"""An M/M/1 queue in SimPy: argv is the number of customers; prints customers per second of CPU time and the mean number
of customers in the system."""
import random
import sys
import time

import simpy

ARRIVALS = 0.8  # per unit of time; the server ends one customer per unit

inside = 0
area = 0.0
changed = 0.0


def count(env, change):
    global inside, area, changed
    area += inside * (env.now - changed)
    changed = env.now
    inside += change


def customer(env, server, draws):
    count(env, 1)
    with server.request() as turn:
        yield turn
        yield env.timeout(draws.expovariate(1))
    count(env, -1)


def arrivals(env, server, customers, draws):
    for _ in range(customers):
        yield env.timeout(draws.expovariate(ARRIVALS))
        env.process(customer(env, server, draws))


customers = int(sys.argv[1])
env = simpy.Environment()
env.process(arrivals(env, simpy.Resource(env), customers, random.Random(1)))
begun = time.process_time()
env.run()
print(customers / (time.process_time() - begun), area / env.now)
