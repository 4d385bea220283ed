"""The contract suite: checks any server, and the client, against the contract.

    make contract                                            the mock, in process
    make contract BASE_URL=http://127.0.0.1:9000 API_KEY=…   any server

`plugin` reads the options and reports the disagreements. `target` is the server under test. Every request of every test
passes the `gateway`, and the `observer` checks each exchange there. `spec` reads the contract with its own code, and
shares none with the mock or the client, so that one error cannot hide in two places.
"""
