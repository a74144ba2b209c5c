"""The site and two views of a stage that takes documents and hands them out, for tests."""

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from core.access import signed_in
from core.documents import checks, files, uploads
from core.models import StoredFile
from procurement.urls import urlpatterns as site
from tests import builders

MOST_BYTES = 300_000


@uploads.takes_files(uploads.UploadLimits(most_bytes=MOST_BYTES, most_files=3, together=1_000_000))
@require_http_methods(["POST"])
def attach(request):
    sentences, names = [str(fault) for fault in uploads.faults_of(request)], []
    for file in uploads.files_of(request, "documents"):
        try:
            row = files.store_file(
                file=file, name=file.name, by=signed_in(request.user), at=builders.AT, most=MOST_BYTES
            )
        except checks.FileRefused as refused:
            sentences.append(str(refused))
        else:
            names.append(row.name)
    return JsonResponse({"stored": names, "refused": sentences, "note": request.POST.get("note", "")})


def save(request, pk):
    return files.serve(StoredFile.objects.get(pk=pk))


urlpatterns = [*site, path("attach/", attach, name="attach"), path("save/<uuid:pk>/", save, name="save")]
