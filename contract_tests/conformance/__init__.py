"""The contract suite: holds any server, and the client, against the contract.

    make contract                                            the mock, in process
    make contract BASE_URL=http://127.0.0.1:9000 API_KEY=…   any server

`plugin` takes the options and tells what was found; `target` is the server at hand; every request of every test goes
through one `gateway`, whose `watcher` looks at each reply. `spec` reads the contract, with code of its own and none of
the mock's or the client's, so that one error cannot hide in two places.
"""
