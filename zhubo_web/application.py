"""Putting the application together: settings, libraries, transactions, features, static files."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from zhubo_web import extensions, features
from zhubo_web import settings as settings_module
from zhubo_web.core import (
    access,
    calling,
    copies,
    database,
    errors,
    i18n,
    lasting,
    packing,
    reading,
    rendering,
    security,
)
from zhubo_web.settings import Settings, site_folder


class Application(Flask):
    """Flask, with one transaction an unsafe request: committed if the answer is below 400."""

    jinja_environment = calling.Environment

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._address = lru_cache(ADDRESSES)(self._built)

    def url_for(self, endpoint: str, **values: Any) -> str:
        """An address. A page has a hundred; each follows from what is given and how it was asked."""
        kept = all(type(value) in (int, str) for value in values.values())
        if not kept or not request or endpoint.startswith("."):
            return super().url_for(endpoint, **values)
        return self._address(request.root_url, request.method, endpoint, **values)

    def _built(self, _root: str, _method: str, endpoint: str, **values: Any) -> str:
        return super().url_for(endpoint, **values)

    def dispatch_request(self) -> Response:
        session = extensions.db.session
        try:
            response = self.make_response(super().dispatch_request())
            if request.method in security.UNSAFE:
                session.commit() if response.status_code < 400 else session.rollback()
            return response
        except BaseException:
            session.rollback()
            raise


#: Addresses that a process keeps.
ADDRESSES = 20_000
COOKIE_DAYS = 31
LARGEST_REQUEST = 32 * 1024 * 1024


def build(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The application, bound to its settings (read from the environment unless given)."""
    settings = settings or settings_module.read()
    app = Application(
        "zhubo_web",
        template_folder=str(site_folder("templates")),
        static_folder=str(site_folder("static")),
    )
    packing.init(app)  # what is registered first is called last
    _configure(app, settings, testing)
    _bind_extensions(app, settings, testing)
    _transactions(app, settings)
    security.init(app, settings)
    reading.init(app)
    access.init(app)
    rendering.init(app)
    i18n.init(app)
    errors.init(app)
    features.init(app)
    access.public(app.view_functions["static"])
    _outermost(app, settings)
    return app


def _pool(settings: Settings) -> dict[str, Any]:
    """An SQLite connection is a file handle; one of PostgreSQL a process of the server's. What a
    statement was given (names, texts, secrets) stands in no error and so in no log."""
    usual = {"hide_parameters": True, "pool_timeout": 10}
    if settings.sqlite:
        return {**usual, "pool_size": 20, "max_overflow": 80}
    return {**usual, "pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}


def _configure(app: Flask, settings: Settings, testing: bool) -> None:
    app.config.update(
        TESTING=testing,
        SECRET_KEY=settings.secret_key,
        WTF_CSRF_SECRET_KEY=settings.csrf_key,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_pool(settings),
        SESSION_COOKIE_NAME="__Host-sid" if settings.https else "sid",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=COOKIE_DAYS * 86400,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        SEND_FILE_MAX_AGE_DEFAULT=None,
    )
    app.extensions["zhubo"] = settings


def _bind_extensions(app: Flask, settings: Settings, testing: bool) -> None:
    extensions.db.init_app(app)
    extensions.login.init_app(app)
    extensions.csrf.init_app(app)
    extensions.htmx.init_app(app)
    #: Known already, so that it adds no hooks to each request: the few views that limit ask it.
    app.extensions["limiter"] = {extensions.limiter}
    extensions.limiter.init_app(app)
    extensions.babel.init_app(app, locale_selector=i18n.babel_locale)
    extensions.jobs.init(settings, immediate=testing)


def _transactions(app: Flask, settings: Settings) -> None:
    """Writers of SQLite queue; unsafe requests begin by writing, all others only read."""
    if settings.sqlite:
        with app.app_context():
            database.prepare_sqlite(extensions.db.engine)

    @app.before_request
    def _mode() -> None:
        if request.method in security.UNSAFE:
            request.get_data(cache=True, parse_form_data=True)
        view = app.view_functions.get(request.endpoint or "")
        g.reads_first = hasattr(view, database.READS_FIRST)
        if request.method in security.UNSAFE and not g.reads_first:
            database.begin_writing()
        else:
            database.begin_reading()

    if settings.bench:
        _count_statements(app)


def _count_statements(app: Flask) -> None:
    """Say how many SQL statements an answer took, for the measuring program."""
    with app.app_context():

        @event.listens_for(extensions.db.engine, "before_cursor_execute")
        def _count(*_args: Any) -> None:
            if g:
                g.statements = g.get("statements", 0) + 1

    @app.after_request
    def _tell(response: Response) -> Response:
        response.headers["X-Sql-Count"] = str(g.get("statements", 0))
        return response


def _static_headers(headers: Any, _path: str, url: str) -> None:
    for name, value in security.headers_of(url).items():
        headers[name] = value
    if url.endswith("/sw.js"):
        headers["Service-Worker-Allowed"] = "/"


def _outermost(app: Flask, settings: Settings) -> None:
    """Static files by whitenoise, compressed where copies stand beside them; trusted proxies."""
    if not app.testing:
        copies.refresh(site_folder("static"))
    static = WhiteNoise(
        app.wsgi_app,
        root=str(site_folder("static")),
        prefix="static/",
        max_age=0 if app.testing or settings.development else 60,
        add_headers_function=_static_headers,
        allow_all_origins=False,
        autorefresh=settings.development,
    )
    kept: Any = lasting.Lasting(static)
    app.wsgi_app = kept  # type: ignore[method-assign]
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
