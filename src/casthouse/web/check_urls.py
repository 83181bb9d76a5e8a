"""Addresses that anybody opens to check a statement: its public page, its files, and what they are checked by."""

from django.urls import path, register_converter

from casthouse.web.converter import LinkKeyConverter, StatementFormConverter
from casthouse.web.pages import did_document, digital_link, log, statement, statement_upload

register_converter(LinkKeyConverter, "link_key")
register_converter(StatementFormConverter, "statement_form")

CHECK_PAGES = [
    path(".well-known/did.json", did_document.show_installation, name="did_installation"),
    path(".well-known/gs1resolver", digital_link.describe, name="digital_link_resolver"),
    path("<link_key:key>/<gln>", digital_link.resolve, name="digital_link"),
    path("<link_key:key>/<gln>/", digital_link.resolve, name="digital_link_slash"),
    path("<link_key:key>/<gln>/254/<extension>", digital_link.resolve, name="digital_link_below"),
    path("check/", statement_upload.front, name="statement_front"),
    path("check/offline/", statement_upload.offline, name="offline_check"),
    path("check/<slug:identifier>", statement.check, name="statement_check"),
    path(
        "check/<slug:identifier>/statement.<statement_form:form>",
        statement.statement_form,
        name="statement_form",
    ),
    path("check/<slug:identifier>/shown.sd-jwt", statement.present, name="statement_present"),
    path("status/<owner>/<int:number>/<slug:purpose>", statement.show_status_list, name="status_list"),
    path("schemas/<slug:name>/<slug:version>.json", statement.show_schema, name="statement_schema"),
    path("trust-bundle.json", statement.show_trust_bundle, name="trust_bundle"),
    path("did.json", did_document.show_installation, name="did_installation_below"),
    path("log/", log.show, name="log"),
    path("log/checkpoint", log.show_checkpoint, name="log_checkpoint"),
    path("log/tile/<path:place>", log.show_tile, name="log_tile"),
    path("did/log/did.json", did_document.show_log, name="did_log"),
    path("did/firm/<code>/did.json", did_document.show_firm, name="did_firm"),
    path("did/successions/<key>.json", did_document.show_succession, name="key_succession"),
    path("did/<code>/did.json", did_document.show_organisation, name="did_organisation"),
]
