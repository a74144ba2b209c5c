"""Addresses of opening keys; the id is that of the authority, since a person has one key for each."""

from django.urls import path

from procurement.bids.views import key_changes, keys, keys_by_script, keys_by_tool

patterns = [
    path("opening-keys/", keys.mine, name="keys"),
    path("opening-keys/<uuid:pk>/", keys.key, name="key"),
    path("opening-keys/<uuid:pk>/ask/", key_changes.ask, name="keys-ask"),
    path("opening-keys/of-tender/<uuid:pk>/", key_changes.replace, name="keys-replace"),
    path("opening-keys/<uuid:pk>/make/", keys.make, name="key-new"),
    path("opening-keys/<uuid:pk>/prove/", keys.prove, name="key-prove"),
    path("opening-keys/<uuid:pk>/passphrase/", keys.passphrase, name="key-passphrase"),
    path("opening-keys/<uuid:pk>/file/", keys.file, name="key-file"),
    path("opening-keys/<uuid:pk>/sheet/", keys.sheet, name="key-sheet"),
    path("opening-keys/<uuid:pk>/retire/", keys.retire, name="key-retire"),
    path("opening-keys/<uuid:pk>/tool/", keys_by_tool.tool, name="key-tool"),
    path("opening-keys/<uuid:pk>/tool/questions/", keys_by_tool.questions_file, name="key-questions-file"),
    path("opening-keys/<uuid:pk>/script/make/", keys_by_script.make, name="key-make"),
    path("opening-keys/<uuid:pk>/script/questions/", keys_by_script.questions, name="key-questions"),
    path("opening-keys/<uuid:pk>/script/answers/", keys_by_script.answers, name="key-answers"),
    path("opening-keys/<uuid:pk>/script/passphrase/", keys_by_script.rewrap, name="key-rewrap"),
]
