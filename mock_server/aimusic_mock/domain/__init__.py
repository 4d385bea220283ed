"""The service's behaviour without HTTP: time, ids, money, tasks and songs. No Flask in here."""
